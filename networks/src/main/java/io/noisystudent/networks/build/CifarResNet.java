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
        Value x = convNormRelu(builder, "stem", images, stem, 1);
        int blocks = (depth - 2) / 6;
        for (int stage = 1; stage <= 3; stage++) {
            for (int block = 1; block <= blocks; block++) {
                int stride = stage > 1 && block == 1 ? 2 : 1;
                x = block(builder, "stage" + stage + ".block" + block, x, width << (stage - 1), stride);
            }
        }
        return builder.globalAveragePool("pool", x);
    }

    private static Value block(GraphBuilder builder, String name, Value x, int filters, int stride) {
        Value y = convNormRelu(builder, name + ".1", x, filters, stride);
        y = builder.conv(name + ".2.conv", y, filters, 3, 1);
        y = builder.batchNorm(name + ".2.norm", y);
        Value shortcut = x;
        if (stride != 1 || x.channels() != filters) {
            shortcut = builder.conv(name + ".shortcut.conv", x, filters, 1, stride);
            shortcut = builder.batchNorm(name + ".shortcut.norm", shortcut);
        }
        return builder.relu(name + ".relu", builder.add(name + ".add", y, shortcut));
    }

    private static Value convNormRelu(GraphBuilder builder, String name, Value x, int filters, int stride) {
        Value y = builder.conv(name + ".conv", x, filters, 3, stride);
        return builder.relu(name + ".relu", builder.batchNorm(name + ".norm", y));
    }
}
