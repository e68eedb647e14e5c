"""A worker whose engine is not on the machine."""

from speech.serving import own_pipes, refuse

if __name__ == "__main__":
    refuse(
        own_pipes()[1], ["the library espeak-ng (Debian: apt-get install espeak-ng)"]
    )
