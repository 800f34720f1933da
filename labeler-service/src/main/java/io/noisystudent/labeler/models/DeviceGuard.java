package io.noisystudent.labeler.models;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Ends the process when its device is of no use to it any more: after most errors of CUDA every further call fails, and
 * only a new process gets the device back. Its task has no answer yet, so that another labeler gets it.
 */
public final class DeviceGuard {
    private final Optional<NoisyStudentException> barred;
    private final Consumer<NoisyStudentException> end;
    private volatile boolean isLost;

    /**
     * @param barred why nothing may be opened at all
     * @param end ends the process, for this reason; may return before it has
     */
    public DeviceGuard(Optional<NoisyStudentException> barred, Consumer<NoisyStudentException> end) {
        this.barred = barred;
        this.end = end;
    }

    /** Runs a batch. A version that was warmed up has its memory: that there is none means that others took it. */
    void running(Runnable batch) {
        try {
            batch.run();
        } catch (NoisyStudentException e) {
            if (e.code() == ErrorCode.DEVICE_FAILED || e.code() == ErrorCode.DEVICE_MEMORY) {
                lost(e);
            }
            throw e;
        }
    }

    /** Opens a version; one that does not fit is refused, and the device serves the others still. */
    <T> T opening(Supplier<T> version) {
        if (barred.isPresent()) {
            throw barred.get();
        }
        try {
            return version.get();
        } catch (NoisyStudentException e) {
            if (e.code() == ErrorCode.DEVICE_FAILED) {
                lost(e);
            }
            throw e;
        }
    }

    private void lost(NoisyStudentException reason) {
        isLost = true;
        end.accept(reason);
    }

    /**
     * Whether the process ends because of the device. Nothing of it is closed then: after an error of CUDA the destructors
     * of ONNX Runtime throw, which aborts the process before it can end with its status (microsoft/onnxruntime#2963).
     */
    boolean isLost() {
        return isLost;
    }
}
