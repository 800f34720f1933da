package io.noisystudent.labeler.testing;

import io.noisystudent.contracts.config.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Grey images of 8 x 8 pixels, and records that only look like images. */
public final class Images {
    public static final ImageShape SHAPE = new ImageShape(8, 8, 1);

    private Images() {}

    /** The pixels of the image with this number. */
    public static byte[] pixels(int number) {
        byte[] pixels = new byte[SHAPE.bytes()];
        new Random(number).nextBytes(pixels);
        return pixels;
    }

    /** A PNG by the JDK, lossless. */
    public static byte[] png(int number) {
        return encoded(number, "png");
    }

    public static byte[] jpeg(int number) {
        return encoded(number, "jpeg");
    }

    /** A PNG without anything on it. */
    public static byte[] blankPng(int height, int width) {
        return encoded(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), "png");
    }

    private static byte[] encoded(int number, String format) {
        BufferedImage image = new BufferedImage(SHAPE.width(), SHAPE.height(), BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, SHAPE.width(), SHAPE.height(), pixels(number));
        return encoded(image, format);
    }

    private static byte[] encoded(BufferedImage image, String format) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, format, bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An npy batch (N,H,W,C) of the images {@code from} to {@code from + count}. */
    public static byte[] npy(int from, int count) {
        ByteBuffer data = ByteBuffer.allocate(count * SHAPE.bytes());
        for (int i = from; i < from + count; i++) {
            data.put(pixels(i));
        }
        return npy("|u1", "(" + count + ", 8, 8, 1)", data.array());
    }

    /** An npy file with any header. */
    public static byte[] npy(String type, String shape, byte[] data) {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
        header += " ".repeat(64 - (10 + header.length() + 1) % 64) + "\n";
        ByteBuffer file =
                ByteBuffer.allocate(10 + header.length() + data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        file.putShort((short) header.length())
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .put(data);
        return file.array();
    }

    /** A small PNG file whose header claims 50,000 x 50,000 pixels. */
    public static byte[] hugePng() {
        try {
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(header);
            out.writeBytes("IHDR");
            out.writeInt(50_000);
            out.writeInt(50_000);
            out.write(new byte[] {8, 2, 0, 0, 0});
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            DataOutputStream png = new DataOutputStream(file);
            png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
            chunk(png, header.toByteArray());
            chunk(png, "IDAT".getBytes(StandardCharsets.US_ASCII));
            chunk(png, "IEND".getBytes(StandardCharsets.US_ASCII));
            return file.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void chunk(DataOutputStream png, byte[] typeAndData) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(typeAndData);
        png.writeInt(typeAndData.length - 4);
        png.write(typeAndData);
        png.writeInt((int) crc.getValue());
    }
}
