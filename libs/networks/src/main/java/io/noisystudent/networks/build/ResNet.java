package io.noisystudent.networks.build;

import java.util.List;

/**
 * ResNet-18, 34 and 50 (He et al. 2016): four stages of 64, 128, 256 and 512 filters.
 *
 * @param blocks of each stage
 * @param bottleneck blocks of 1x1, 3x3, 1x1 instead of two 3x3
 * @param small for images of about 32 pixels: a 3x3 stem that keeps the size instead of 7x7 with stride 2 and pooling
 */
record ResNet(List<Integer> blocks, boolean bottleneck, boolean small) implements Architecture {
    private static final int WIDTH = 64;

    ResNet {
        blocks = List.copyOf(blocks);
    }

    /** @param depth 18, 34 or 50 */
    static ResNet of(int depth, boolean small) {
        List<Integer> blocks = depth == 18 ? List.of(2, 2, 2, 2) : List.of(3, 4, 6, 3);
        return new ResNet(blocks, depth == 50, small);
    }

    @Override
    public Value features(GraphBuilder builder, Value images) {
        Value x = stem(builder, images);
        for (int stage = 1; stage <= blocks.size(); stage++) {
            for (int block = 1; block <= blocks.get(stage - 1); block++) {
                String name = "stage" + stage + ".block" + block;
                int filters = WIDTH << (stage - 1);
                int stride = stage > 1 && block == 1 ? 2 : 1;
                x = bottleneck
                        ? ResidualBlocks.bottleneck(builder, name, x, filters, stride)
                        : ResidualBlocks.basic(builder, name, x, filters, stride);
            }
        }
        return builder.globalAveragePool("pool", x);
    }

    private Value stem(GraphBuilder builder, Value images) {
        if (small) {
            return ResidualBlocks.convNormRelu(builder, "stem", images, WIDTH, 3, 1);
        }
        Value x = ResidualBlocks.convNormRelu(builder, "stem", images, WIDTH, 7, 2);
        return builder.maxPool("stem.pool", x, 3, 2);
    }
}
