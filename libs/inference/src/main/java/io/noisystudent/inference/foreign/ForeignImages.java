package io.noisystudent.inference.foreign;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.build.ForeignModel;
import io.noisystudent.networks.build.Layout;
import io.noisystudent.networks.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Images as a foreign network gets them, normalized as it was declared: the first ones flat, the others noise. */
final class ForeignImages {
    private static final int[] FLAT = {0, 255};
    private static final int LEVELS = 256;

    private final ForeignModel declared;

    ForeignImages(ForeignModel declared) {
        this.declared = declared;
    }

    /** The first images; more of them begin with these. */
    Tensor first(int count) {
        ImageShape image = declared.image();
        int channels = image.channels();
        int plane = image.height() * image.width();
        float[] values = new float[count * channels * plane];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            int number = i / (channels * plane);
            int channel = declared.layout() == Layout.NCHW ? i / plane % channels : i % channels;
            int pixel = number < FLAT.length ? FLAT[number] : random.nextInt(LEVELS);
            float mean = declared.normalization().mean().get(channel);
            float std = declared.normalization().std().get(channel);
            values[i] = (pixel * declared.scale() - mean) / std;
        }
        long[] dims = declared.layout() == Layout.NCHW
                ? new long[] {count, channels, image.height(), image.width()}
                : new long[] {count, image.height(), image.width(), channels};
        return Tensor.ofFloats(dims, values);
    }

    /** Some rows of a batch. */
    static Tensor rows(Tensor batch, int from, int count) {
        int bytes = batch.data().remaining() / (int) batch.dim(0);
        ByteBuffer part = batch.data().slice(from * bytes, count * bytes).order(ByteOrder.LITTLE_ENDIAN);
        long[] dims = batch.dims();
        dims[0] = count;
        return Tensor.ofBytes(batch.type(), dims, part);
    }
}
