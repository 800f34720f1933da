package io.noisystudent.networks.build;

/**
 * The residual network for small images: depth 6n+2, a 3x3 stem, three stages of n basic blocks at full, half and
 * quarter size, post-activation, 1x1 projection shortcuts (He et al. 2016, section 4.2; widths as in RepDistiller).
 *
 * @param depth 6n+2
 * @param stem filters of the first convolution
 * @param width filters of the first stage; the next two have twice and four times as many
 */
record CifarResNet(int depth, int stem, int width) implements Architecture {
    @Override
    public Value features(GraphBuilder builder, Value images) {
        Value x = ResidualBlocks.convNormRelu(builder, "stem", images, stem, 3, 1);
        int blocks = (depth - 2) / 6;
        for (int stage = 1; stage <= 3; stage++) {
            for (int block = 1; block <= blocks; block++) {
                int stride = stage > 1 && block == 1 ? 2 : 1;
                String name = "stage" + stage + ".block" + block;
                x = ResidualBlocks.basic(builder, name, x, width << (stage - 1), stride);
            }
        }
        return builder.globalAveragePool("pool", x);
    }
}
