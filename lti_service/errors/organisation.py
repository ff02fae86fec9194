"""People, units and what posts require."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
    "unknown-person": Explanation(
        404,
        "Pegawai yang dimaksud tidak dikenal.",
        "Periksa nomornya, atau impor data pegawai lebih dulu.",
    ),
    "unknown-unit": Explanation(
        404,
        "Unit yang dimaksud tidak dikenal.",
        "Periksa kodenya, atau impor data unit lebih dulu.",
    ),
    "unknown-framework": Explanation(
        404,
        "Kerangka kompetensi yang dimaksud tidak dikenal.",
        "Periksa kodenya, atau impor dulu: lti-service import framework BERKAS.",
    ),
}
