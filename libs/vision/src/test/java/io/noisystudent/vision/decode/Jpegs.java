package io.noisystudent.vision.decode;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** JPEG files written with the JDK, and cut or changed afterwards. */
final class Jpegs {
    private Jpegs() {}

    static byte[] of(int height, int width, int channels, boolean progressive, byte... pixels) throws IOException {
        BufferedImage image = new BufferedImage(
                width, height, channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        WritableRaster raster = image.getRaster();
        for (int i = 0; i < pixels.length; i++) {
            int pixel = i / channels;
            raster.setSample(pixel % width, pixel / width, i % channels, pixels[i] & 0xFF);
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(0.9f);
            parameters.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    /** Where the first marker with this code stands. */
    static int find(byte[] jpeg, int marker) {
        for (int i = 0; i + 1 < jpeg.length; i++) {
            if (jpeg[i] == (byte) 0xFF && (jpeg[i + 1] & 0xFF) == marker) {
                return i;
            }
        }
        throw new AssertionError("no marker " + Integer.toHexString(marker));
    }

    /** The file with bytes put in at this place. */
    static byte[] insert(byte[] jpeg, int at, byte... bytes) {
        byte[] longer = Arrays.copyOf(jpeg, jpeg.length + bytes.length);
        System.arraycopy(bytes, 0, longer, at, bytes.length);
        System.arraycopy(jpeg, at, longer, at + bytes.length, jpeg.length - at);
        return longer;
    }

    /** An application segment. */
    static byte[] segment(int marker, byte... content) {
        byte[] segment = new byte[content.length + 4];
        segment[0] = (byte) 0xFF;
        segment[1] = (byte) marker;
        segment[2] = (byte) ((content.length + 2) >>> 8);
        segment[3] = (byte) (content.length + 2);
        System.arraycopy(content, 0, segment, 4, content.length);
        return segment;
    }
}
