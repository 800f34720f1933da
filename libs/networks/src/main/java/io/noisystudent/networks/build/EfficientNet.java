package io.noisystudent.networks.build;

import java.util.List;
import java.util.Map;

/**
 * EfficientNet (Tan, Le 2019), the networks of Noisy Student: inverted residual blocks with squeeze and excitation,
 * scaled in width and depth. Swish, padding SAME, batch normalization with momentum 0.99 and epsilon 0.001 as in
 * TensorFlow; L0, L1 and L2 are those of Xie et al. 2020.
 *
 * <p>The variant for small images is the one of that paper's reference code for 32 x 32 pixels: the stages of 24 and of
 * 40 filters keep the size, the stem still halves it.
 *
 * @param width factor of all filters
 * @param depth factor of the blocks of each stage
 * @param small the variant for small images
 */
record EfficientNet(double width, double depth, boolean small) implements Architecture {
    private static final float MOMENTUM = 0.99f;
    private static final float EPSILON = 1e-3f;
    private static final int STEM = 32;
    private static final int HEAD = 1280;
    private static final int DIVISOR = 8;
    private static final int SQUEEZE = 4;
    private static final int FIRST_STAGE = 2;

    /** The stages of the paper's table between stem and head. */
    private static final List<Stage> STAGES = List.of(
            new Stage(3, 1, 1, 16, 1, false),
            new Stage(3, 2, 6, 24, 2, true),
            new Stage(5, 2, 6, 40, 2, true),
            new Stage(3, 2, 6, 80, 3, false),
            new Stage(5, 1, 6, 112, 3, false),
            new Stage(5, 2, 6, 192, 4, false),
            new Stage(3, 1, 6, 320, 1, false));

    private static final Map<String, Scale> SCALES = Map.ofEntries(
            Map.entry("b0", new Scale(1.0, 1.0)),
            Map.entry("b1", new Scale(1.0, 1.1)),
            Map.entry("b2", new Scale(1.1, 1.2)),
            Map.entry("b3", new Scale(1.2, 1.4)),
            Map.entry("b4", new Scale(1.4, 1.8)),
            Map.entry("b5", new Scale(1.6, 2.2)),
            Map.entry("b6", new Scale(1.8, 2.6)),
            Map.entry("b7", new Scale(2.0, 3.1)),
            Map.entry("l0", new Scale(2.8, 3.7)),
            Map.entry("l1", new Scale(3.9, 3.7)),
            Map.entry("l2", new Scale(4.3, 5.3)));

    private record Stage(
            int kernel, int stride, int expansion, int filters, int blocks, boolean keepsSizeOfSmallImages) {}

    private record Scale(double width, double depth) {}

    /** @param size {@code b0} to {@code b7} or {@code l0} to {@code l2} */
    static EfficientNet of(String size, boolean small) {
        Scale scale = SCALES.get(size);
        if (scale == null) {
            throw new IllegalArgumentException("EfficientNet of size " + size + "; sizes are " + SCALES.keySet());
        }
        return new EfficientNet(scale.width(), scale.depth(), small);
    }

    @Override
    public Value features(GraphBuilder builder, Value images) {
        Value x = builder.convSame("stem.conv", images, filters(STEM), 3, 2);
        x = normSwish(builder, "stem", x);
        for (int i = 0; i < STAGES.size(); i++) {
            x = stage(builder, "stage" + (FIRST_STAGE + i), x, STAGES.get(i));
        }
        x = builder.convSame("head.conv", x, filters(HEAD), 1, 1);
        return builder.globalAveragePool("pool", normSwish(builder, "head", x));
    }

    /** TensorFlow's: the bound depends on the classes, not on the features. */
    @Override
    public double classifierBound(int features, int classes) {
        return 1 / StrictMath.sqrt(classes);
    }

    /** Scaled by the width and rounded to a multiple of 8, never down by more than a tenth. */
    int filters(int unscaled) {
        double wanted = unscaled * width;
        int rounded = Math.max(DIVISOR, (int) (wanted + DIVISOR / 2.0) / DIVISOR * DIVISOR);
        return rounded < 0.9 * wanted ? rounded + DIVISOR : rounded;
    }

    private Value stage(GraphBuilder builder, String name, Value input, Stage stage) {
        Value x = input;
        int blocks = (int) Math.ceil(stage.blocks() * depth);
        for (int block = 1; block <= blocks; block++) {
            boolean keepsSize = block > 1 || (small && stage.keepsSizeOfSmallImages());
            x = block(builder, name + ".block" + block, x, stage, keepsSize ? 1 : stage.stride());
        }
        return x;
    }

    private Value block(GraphBuilder builder, String name, Value x, Stage stage, int stride) {
        Value y = x;
        if (stage.expansion() > 1) {
            y = builder.convSame(name + ".expand.conv", y, x.channels() * stage.expansion(), 1, 1);
            y = normSwish(builder, name + ".expand", y);
        }
        y = builder.depthwiseSame(name + ".depthwise.conv", y, stage.kernel(), stride);
        y = normSwish(builder, name + ".depthwise", y);
        y = squeezeAndExcite(builder, name + ".se", y, Math.max(1, x.channels() / SQUEEZE));
        y = builder.convSame(name + ".project.conv", y, filters(stage.filters()), 1, 1);
        y = builder.batchNorm(name + ".project.norm", y, MOMENTUM, EPSILON);
        return stride == 1 && x.channels() == y.channels() ? builder.add(name + ".add", y, x) : y;
    }

    /** Hu, Shen, Sun 2018, squeezed to a quarter of the channels that enter the block. */
    private static Value squeezeAndExcite(GraphBuilder builder, String name, Value x, int squeezed) {
        Value gate = builder.pointwise(name + ".reduce", builder.channelMeans(name + ".mean", x), squeezed);
        gate = builder.pointwise(name + ".expand", builder.swish(name + ".swish", gate), x.channels());
        return builder.scale(name + ".scale", x, builder.sigmoid(name + ".gate", gate));
    }

    private static Value normSwish(GraphBuilder builder, String name, Value x) {
        return builder.swish(name + ".swish", builder.batchNorm(name + ".norm", x, MOMENTUM, EPSILON));
    }
}
