package io.noisystudent.testkit.image;

import io.noisystudent.contracts.config.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.imageio.ImageIO;

/** Files of gray images of one shape, by the JDK. */
public record GrayFiles(ImageShape shape) {
    private static final int NPY_PREFIX = 10;
    private static final int NPY_ALIGNMENT = 64;

    /** @param format {@code png}, which is lossless, or {@code jpeg} */
    public byte[] encoded(byte[] pixels, String format) {
        BufferedImage image = new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, shape.width(), shape.height(), pixels);
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, format, bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An npy batch (N,H,W,C). */
    public byte[] npy(List<byte[]> images) {
        ByteBuffer data = ByteBuffer.allocate(images.size() * shape.bytes());
        images.forEach(data::put);
        return npy(
                "|u1",
                "(%d, %d, %d, %d)".formatted(images.size(), shape.height(), shape.width(), shape.channels()),
                data.array());
    }

    /** An npy file with any header. */
    public static byte[] npy(String type, String shape, byte[] data) {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
        header += " ".repeat(NPY_ALIGNMENT - (NPY_PREFIX + header.length() + 1) % NPY_ALIGNMENT) + "\n";
        ByteBuffer file =
                ByteBuffer.allocate(NPY_PREFIX + header.length() + data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        file.putShort((short) header.length())
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .put(data);
        return file.array();
    }
}
