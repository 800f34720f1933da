package io.noisystudent.launcher.dataset;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/** A gray picture given by its pixels, row by row; encoded as PNG when it is needed. */
public record RasterPicture(String key, int label, int height, int width, Supplier<byte[]> pixels) implements Picture {
    @Override
    public byte[] encoded() throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, width, height, pixels.get());
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }
}
