package io.noisystudent.learning.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Memory of the host that is filled again and again and read by a device. */
public final class HostBuffer implements AutoCloseable {
    private final ByteBuffer bytes;
    private final @Nullable Tensor pinned;

    private HostBuffer(ByteBuffer bytes, @Nullable Tensor pinned) {
        this.bytes = bytes.order(ByteOrder.nativeOrder());
        this.pinned = pinned;
    }

    /** Of the JVM, which frees it. */
    static HostBuffer ofJvm(int bytes) {
        return new HostBuffer(ByteBuffer.allocateDirect(bytes), null);
    }

    /** The elements of a tensor on the host, which is kept. */
    static HostBuffer of(Tensor onHost) {
        return new HostBuffer(HostMemory.bytes(onHost), NativeScope.keep(onHost));
    }

    /** The memory, direct, in the machine's byte order; not to be used any more when this is closed. */
    public ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (pinned != null) {
            pinned.close();
        }
    }
}
