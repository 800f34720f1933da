package io.noisystudent.launcher.glyph;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.launcher.dataset.DataSet;
import io.noisystudent.launcher.dataset.Picture;
import io.noisystudent.launcher.dataset.RasterPicture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The data set that the program makes itself: as many pictures of each glyph, in random order, a function of the seed. */
public final class GlyphDataSet {
    private static final int SIZE = 28;

    private GlyphDataSet() {}

    public static DataSet make(int train, int test, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new DataSet(
                "glyphs",
                new ImageShape(SIZE, SIZE, 1),
                Arrays.stream(Glyph.values()).map(Glyph::className).toList(),
                false,
                pictures("train", train, random.split()),
                List.of(),
                pictures("test", test, random.split()));
    }

    private static List<Picture> pictures(String split, int count, SplittableRandom random) {
        GlyphPainter painter = new GlyphPainter(SIZE);
        Glyph[] glyphs = Glyph.values();
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(glyphs.length);
            long seed = random.nextLong();
            pictures.add(
                    new RasterPicture(split + "-" + i, label, SIZE, SIZE, () -> painter.paint(glyphs[label], seed)));
        }
        return pictures;
    }
}
