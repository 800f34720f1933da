package io.noisystudent.labeler.testing;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.testkit.image.GrayFiles;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/** Gray images of 8 x 8 pixels, and records that only look like images. */
public final class Images {
    public static final ImageShape SHAPE = new ImageShape(8, 8, 1);

    private static final GrayFiles FILES = new GrayFiles(SHAPE);

    private Images() {}

    /** The pixels of the image with this number. */
    public static byte[] pixels(int number) {
        byte[] pixels = new byte[SHAPE.bytes()];
        new Random(number).nextBytes(pixels);
        return pixels;
    }

    /** A PNG by the JDK, lossless. */
    public static byte[] png(int number) {
        return FILES.encoded(pixels(number), "png");
    }

    public static byte[] jpeg(int number) {
        return FILES.encoded(pixels(number), "jpeg");
    }

    /** A PNG without anything on it. */
    public static byte[] blankPng(int height, int width) {
        ImageShape shape = new ImageShape(height, width, 1);
        return new GrayFiles(shape).encoded(new byte[shape.bytes()], "png");
    }

    /** An npy batch (N,H,W,C) of the images {@code from} to {@code from + count}. */
    public static byte[] npy(int from, int count) {
        return FILES.npy(
                IntStream.range(from, from + count).mapToObj(Images::pixels).toList());
    }

    /** An npy file with any header. */
    public static byte[] npy(String type, String shape, byte[] data) {
        return GrayFiles.npy(type, shape, data);
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
