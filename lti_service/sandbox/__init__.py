"""A practice LMS: the other side of LTI, for trying the service without a real one.

It runs in a process of its own, at another site than the service, and takes part in LTI
1.3 as a platform: login initiation, OpenID Connect, access tokens, gradebook, roster. It
knows nothing of the service but its public address.
"""

ISSUER = "http://127.0.0.1:8001"
TOOL_URL = "http://localhost:8000"
CLIENT_ID = "sandbox-tool"
DEPLOYMENT_ID = "1"
_LTI = "/lti"
AUTH_PATH = f"{_LTI}/auth"
TOKEN_PATH = f"{_LTI}/token"
JWKS_PATH = f"{_LTI}/jwks"
NAME = "LMS latihan"
