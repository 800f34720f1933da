package io.noisystudent.learning.torch;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A stream of random masks with its own seed, apart from libtorch's process-wide generator: two trainings in one process
 * do not disturb each other.
 */
public final class RandomStream implements AutoCloseable {
    private final Generator generator;
    private final GeneratorOptional optional;

    RandomStream(Generator generator) {
        this.generator = NativeScope.keep(generator);
        optional = NativeScope.keep(new GeneratorOptional(generator));
    }

    /** Starts the stream again: the same seed gives the same masks. */
    public void reseed(long seed) {
        generator.set_current_seed(seed);
    }

    /** A mask of that shape: 1 with probability {@code keep}, else 0, in the element type of {@code like}. */
    public Tensor bernoulli(long[] shape, double keep, Tensor like) {
        return torch.empty(shape, like.options(), new MemoryFormatOptional()).bernoulli_(keep, optional);
    }

    @Override
    public void close() {
        optional.close();
        generator.close();
    }
}
