package io.noisystudent.inference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Execution;
import io.noisystudent.inference.CudaOptions.ExecutionProvider;
import io.noisystudent.inference.CudaOptions.Products;
import java.util.Locale;
import java.util.Optional;

/** A session and the device that it runs on; it ends when the last of those who share it lets it go. */
final class SharedSession {
    private final OrtSession session;
    private final Device device;
    private final CudaOptions cuda;
    private int users = 1;

    /**
     * With one user.
     *
     * @param cuda counts on CUDA
     */
    SharedSession(OrtSession session, Device device, CudaOptions cuda) {
        this.session = session;
        this.device = device;
        this.cuda = cuda;
    }

    OrtSession session() {
        return session;
    }

    Device device() {
        return device;
    }

    /** Whether each range of batch sizes is built before it runs. */
    boolean buildsForSizes() {
        return device == Device.CUDA && cuda.provider() == ExecutionProvider.TENSORRT;
    }

    /** What computes in it. */
    Execution execution() {
        String runtime = "onnxruntime " + Sessions.environment().getVersion();
        return device == Device.CUDA
                ? new Execution(name(cuda.provider()), name(cuda.products()), runtime)
                : new Execution(name(device), name(Products.FP32), runtime);
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** What an error of a run says about the device; empty if it is the model's own. */
    Optional<NoisyStudentException> deviceError(OrtException e) {
        return device == Device.CUDA
                ? new CudaErrors(cuda, NvidiaDriver.ofThisMachine()).whenRunning(e)
                : Optional.empty();
    }

    /** Pins the memory of a classifier, if a device copies it. */
    PinnedMemory pin(ClassifierBuffers memory) {
        return device == Device.CUDA
                ? PinnedMemory.of(CudaRuntime.loaded(), cuda.number(), memory.all())
                : PinnedMemory.none();
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
