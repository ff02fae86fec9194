"""One of several processes that read, add one and write: ``increment URL TIMES``."""

import sys
from dataclasses import replace

from lti_service.storage.database import open_storage


def main(database_url: str, times: int) -> None:
    storage = open_storage(database_url)
    for _ in range(times):
        with storage.writing() as uow:
            attempt = uow.attempts.get("attempt-1")
            if attempt is None or attempt.sent_hundredths is None:
                raise LookupError("attempt-1")
            uow.attempts.save(
                replace(attempt, sent_hundredths=attempt.sent_hundredths + 1)
            )
            uow.commit()
        sys.stdout.write("committed\n")
    storage.dispose()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
