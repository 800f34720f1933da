package io.noisystudent.inference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/** A session and the device that it runs on; it ends when the last of those who share it lets it go. */
final class SharedSession {
    private final OrtSession session;
    private final Device device;
    private int users = 1;

    /** With one user. */
    SharedSession(OrtSession session, Device device) {
        this.session = session;
        this.device = device;
    }

    OrtSession session() {
        return session;
    }

    Device device() {
        return device;
    }

    /** Adds a user. */
    synchronized SharedSession share() {
        users++;
        return this;
    }

    /** Takes a user away. */
    synchronized void release() {
        users--;
        if (users > 0) {
            return;
        }
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not close the session", e);
        }
    }
}
