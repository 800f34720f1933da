package io.noisystudent.vision.decode;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** PNG files written by hand, valid and not. */
final class Pngs {
    static final int GRAY = 0;
    static final int RGB = 2;
    static final int PALETTE = 3;
    static final int RGBA = 6;

    private Pngs() {}

    /** A file of these chunks; each argument is one of {@link #chunk}. */
    static byte[] file(byte[]... chunks) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        for (byte[] chunk : chunks) {
            file.writeBytes(chunk);
        }
        return file.toByteArray();
    }

    static byte[] header(int height, int width, int bits, int colorType) {
        return chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) bits)
                        .put((byte) colorType)
                        .array());
    }

    /** Pixel data: each row of bytes behind filter type 0. */
    static byte[] data(int height, byte... pixels) {
        int row = pixels.length / height;
        ByteBuffer raw = ByteBuffer.allocate(pixels.length + height);
        for (int y = 0; y < height; y++) {
            raw.put((byte) 0).put(pixels, y * row, row);
        }
        Deflater deflater = new Deflater();
        deflater.setInput(raw.array());
        deflater.finish();
        byte[] compressed = new byte[raw.capacity() + 100];
        int length = deflater.deflate(compressed);
        deflater.end();
        return chunk("IDAT", java.util.Arrays.copyOf(compressed, length));
    }

    /** A file by the JDK's writer, in seven passes or in one. */
    static byte[] written(BufferedImage image, boolean interlaced) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        }
        writer.dispose();
        return file.toByteArray();
    }

    static byte[] end() {
        return chunk("IEND");
    }

    static byte[] chunk(String type, byte... content) {
        ByteBuffer chunk = ByteBuffer.allocate(content.length + 12);
        chunk.putInt(content.length);
        chunk.put(type.getBytes(StandardCharsets.US_ASCII));
        chunk.put(content);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, content.length + 4);
        return chunk.putInt((int) crc.getValue()).array();
    }
}
