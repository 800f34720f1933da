package io.noisystudent.inference;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Buffers that a device copies from and to while the host goes on; those of a CPU are left as they are. */
final class PinnedMemory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Classifier.class);
    private static final AtomicBoolean FAILURE_LOGGED = new AtomicBoolean();

    private final Optional<CudaRuntime> runtime;
    private final List<ByteBuffer> pinned = new ArrayList<>();

    private PinnedMemory(Optional<CudaRuntime> runtime) {
        this.runtime = runtime;
    }

    /** Pins nothing. */
    static PinnedMemory none() {
        return new PinnedMemory(Optional.empty());
    }

    /**
     * Pins what can be pinned. ONNX Runtime copies the rest by a buffer of the driver, which is slower and no failure.
     *
     * @param runtime of CUDA; empty if it cannot be found
     * @param device number
     * @param buffers direct, of whole pages
     */
    static PinnedMemory of(Optional<CudaRuntime> runtime, int device, List<ByteBuffer> buffers) {
        PinnedMemory memory = new PinnedMemory(runtime);
        for (ByteBuffer buffer : buffers) {
            Optional<String> failure =
                    runtime.map(cuda -> cuda.pin(device, buffer)).orElse(Optional.of("the CUDA runtime was not found"));
            if (failure.isEmpty()) {
                memory.pinned.add(buffer);
            } else if (FAILURE_LOGGED.compareAndSet(false, true)) {
                LOG.warn(
                        "device=cuda:{} pinned=false bytes={} reason=\"{}\"; the driver copies images by a buffer of its own",
                        device,
                        buffer.capacity(),
                        failure.orElseThrow());
            }
        }
        return memory;
    }

    /** Bytes that are pinned. */
    long bytes() {
        return pinned.stream().mapToLong(ByteBuffer::capacity).sum();
    }

    @Override
    public void close() {
        pinned.forEach(buffer -> runtime.orElseThrow().release(buffer));
        pinned.clear();
    }
}
