package io.noisystudent.inference;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The functions of the CUDA runtime that ONNX Runtime's Java interface does not offer (CUDA Runtime API, sections 6.1 and 6.9). */
final class CudaRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(Classifier.class);
    private static final Path MAPPED = Path.of("/proc/self/maps");
    private static final Pattern FILE = Pattern.compile("/.*/libcudart\\.so[.\\d]*$");
    private static final int SUCCESS = 0;
    /** Pinned for all devices and not only for the current one. */
    private static final int PORTABLE = 1;

    private final NativeLibrary library;

    CudaRuntime(Path file) {
        this.library = NativeLibrary.getInstance(file.toString());
    }

    /** The one that ONNX Runtime's provider has loaded, of whatever version; empty if there is none or JNA does not load. */
    static Optional<CudaRuntime> loaded() {
        try {
            return file(MAPPED).map(CudaRuntime::new);
        } catch (LinkageError e) {
            LOG.warn("JNA did not load, so that no function of CUDA can be called", e);
            return Optional.empty();
        }
    }

    /** @param maps as {@code /proc/self/maps} */
    static Optional<Path> file(Path maps) {
        try (Stream<String> lines = Files.lines(maps)) {
            return lines.flatMap(line -> FILE.matcher(line).results())
                    .findFirst()
                    .map(found -> Path.of(found.group()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Keeps memory where it is, so that the device reads and writes it without a copy by the host.
     *
     * @param device whose context it is done in
     * @param memory direct, of whole pages
     * @return why not; empty if it was done
     */
    Optional<String> pin(int device, ByteBuffer memory) {
        int code = call("cudaSetDevice", device);
        if (code == SUCCESS) {
            code = call("cudaHostRegister", Native.getDirectBufferPointer(memory), bytes(memory), PORTABLE);
        }
        return code == SUCCESS ? Optional.empty() : Optional.of(reason(code));
    }

    /** Undoes {@link #pin}; after an error of the device it cannot, and the memory stays as it is until the process ends. */
    void release(ByteBuffer memory) {
        int code = call("cudaHostUnregister", Native.getDirectBufferPointer(memory));
        if (code != SUCCESS) {
            reason(code);
        }
    }

    /** In the runtime's words. Takes the error back: ONNX Runtime would read it as that of its next call. */
    private String reason(int code) {
        call("cudaGetLastError");
        Function words = library.getFunction("cudaGetErrorString");
        return ((Pointer) words.invoke(Pointer.class, new Object[] {code})).getString(0);
    }

    private int call(String function, Object... arguments) {
        return library.getFunction(function).invokeInt(arguments);
    }

    private static NativeLong bytes(ByteBuffer memory) {
        return new NativeLong(memory.capacity(), true);
    }
}
