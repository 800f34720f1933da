package io.noisystudent.bench.glyph;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.training.InMemorySamples;
import io.noisystudent.learning.training.LabeledSamples;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Drawn classes in confusable pairs: class 2i and class 2i + 1 differ in one short stroke. */
public final class GlyphPairs {
    private final List<Glyph> glyphs = new ArrayList<>();
    private final int size;

    /**
     * @param classes an even number
     * @param size of the square images in pixels
     * @param seed of the glyphs
     */
    public GlyphPairs(int classes, int size, long seed) {
        if (classes < 2 || classes % 2 != 0) {
            throw new IllegalArgumentException(classes + " classes are no pairs; give an even number");
        }
        this.size = size;
        SplittableRandom random = new SplittableRandom(seed);
        while (glyphs.size() < classes) {
            glyphs.addAll(Glyph.pair(random));
        }
    }

    /** The class that is easily confused with one. */
    public static int partner(int label) {
        return label ^ 1;
    }

    public List<String> classes() {
        return IntStream.range(0, glyphs.size()).mapToObj(k -> "glyph-" + k).toList();
    }

    /** As many images of each class, class after class; equal seeds give equal images. */
    public LabeledSamples images(int perClass, long seed) {
        Hand hand = new Hand(size);
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer pixels = ByteBuffer.allocateDirect(Math.multiplyExact(glyphs.size() * perClass, size * size));
        for (Glyph glyph : glyphs) {
            for (int i = 0; i < perClass; i++) {
                pixels.put(hand.draw(glyph, random));
            }
        }
        int[] labels = IntStream.range(0, glyphs.size() * perClass)
                .map(i -> i / perClass)
                .toArray();
        return new LabeledSamples(new InMemorySamples(new ImageShape(size, size, 1), pixels.flip()), labels);
    }
}
