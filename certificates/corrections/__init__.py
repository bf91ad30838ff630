"""The words on a certificate put right: asked for, decided, printed anew."""
