package io.noisystudent.trainer.testing;

import io.noisystudent.contracts.config.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.imageio.ImageIO;

/** Grey images of 8 x 8 pixels: of class 0 dark, of class 1 light, of class 2 half and half. */
public final class Images {
    public static final ImageShape SHAPE = new ImageShape(8, 8, 1);

    private Images() {}

    /** The pixels of the image with this number, whose class is the number modulo 3. */
    public static byte[] pixels(int number) {
        byte[] pixels = new byte[SHAPE.bytes()];
        Random random = new Random(number);
        for (int i = 0; i < pixels.length; i++) {
            boolean light = number % 3 == 1 || (number % 3 == 2 && i < pixels.length / 2);
            pixels[i] = (byte) (random.nextInt(100) + (light ? 150 : 0));
        }
        return pixels;
    }

    /** A PNG by the JDK, lossless. */
    public static byte[] png(int number) {
        BufferedImage image = new BufferedImage(SHAPE.width(), SHAPE.height(), BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, SHAPE.width(), SHAPE.height(), pixels(number));
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, "png", bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An npy batch (N,H,W,C) of the images {@code from} to {@code from + count}. */
    public static byte[] npy(int from, int count) {
        String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + count + ", 8, 8, 1), }";
        header += " ".repeat(64 - (10 + header.length() + 1) % 64) + "\n";
        ByteBuffer file = ByteBuffer.allocate(10 + header.length() + count * SHAPE.bytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        file.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        for (int i = from; i < from + count; i++) {
            file.put(pixels(i));
        }
        return file.array();
    }
}
