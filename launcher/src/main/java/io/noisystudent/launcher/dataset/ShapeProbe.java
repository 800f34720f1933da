package io.noisystudent.launcher.dataset;

import io.noisystudent.contracts.config.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Finds the shape to which a folder's images are brought: that of its first one, within what a laptop can train. */
final class ShapeProbe {
    private static final int LARGEST_SIDE = 64;

    private ShapeProbe() {}

    static ImageShape shapeOf(List<Picture> pictures, Path root) {
        Picture first = pictures.get(0);
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(first.encoded()));
            if (image == null) {
                throw new DataSetException(root, "its first image cannot be decoded");
            }
            double scale = Math.min(1, (double) LARGEST_SIDE / Math.max(image.getHeight(), image.getWidth()));
            return new ImageShape(
                    Math.max(1, (int) Math.round(image.getHeight() * scale)),
                    Math.max(1, (int) Math.round(image.getWidth() * scale)),
                    image.getRaster().getNumBands() == 1 ? 1 : 3);
        } catch (IOException e) {
            throw new DataSetException(root, "its first image cannot be read: " + e.getMessage(), e);
        }
    }
}
