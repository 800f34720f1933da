package io.noisystudent.trainer.training;

import com.sun.management.OperatingSystemMXBean;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.learning.torch.CudaFailure;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * That an allocator had no memory left, in the words of whichever it was: Java's heap, its direct buffers, the native
 * memory of libtorch and ONNX Runtime, or that of a card, whose exceptions have no type of their own.
 *
 * @param ofDevice whether it is the memory of a card
 * @param said with what libtorch had reserved, if it was libtorch on a card
 */
public record MemoryShortage(boolean ofDevice, String said) {
    private static final List<String> NATIVE = List.of(
            "can't allocate memory",
            "not enough memory",
            "std::bad_alloc",
            "bad allocation",
            "failed to allocate memory",
            "storage size calculation overflowed");
    private static final long MEBIBYTE = 1024 * 1024;
    private static final int LONGEST = 600;

    /** The one that led to a failure; empty if the failure has another cause. */
    public static Optional<MemoryShortage> of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String said = String.valueOf(cause.getMessage());
            boolean ofDevice = CudaFailure.said(said)
                    .filter(CudaFailure.OUT_OF_MEMORY::equals)
                    .isPresent();
            if (ofDevice || cause instanceof OutOfMemoryError || isAmong(NATIVE, said)) {
                return Optional.of(new MemoryShortage(ofDevice, firstLine(said)));
            }
        }
        return Optional.empty();
    }

    /** What this process may take, for people. */
    public static String limits() {
        return "the heap may take " + mebibytes(Runtime.getRuntime().maxMemory())
                + ", everything together what the machine or container has, " + mebibytes(machine());
    }

    /** The memory of the machine, or the limit of the container. */
    private static long machine() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    private static String mebibytes(long bytes) {
        return bytes / MEBIBYTE + " MiB";
    }

    /** What a request is answered with. */
    public ErrorCode code() {
        return ofDevice ? ErrorCode.DEVICE_MEMORY : ErrorCode.OUT_OF_MEMORY;
    }

    private static boolean isAmong(List<String> words, String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(lower::contains);
    }

    /** libtorch adds the stack of its calls. */
    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse(message);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
