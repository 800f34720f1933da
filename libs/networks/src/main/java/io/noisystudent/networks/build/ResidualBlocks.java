package io.noisystudent.networks.build;

/** The post-activation residual blocks of He et al. 2016, with 1x1 projection shortcuts where the shape changes. */
final class ResidualBlocks {
    private static final int EXPANSION = 4;

    private ResidualBlocks() {}

    /** Two 3x3 convolutions, of which the first strides. */
    static Value basic(GraphBuilder builder, String name, Value x, int filters, int stride) {
        Value y = convNormRelu(builder, name + ".1", x, filters, 3, stride);
        y = builder.conv(name + ".2.conv", y, filters, 3, 1);
        y = builder.batchNorm(name + ".2.norm", y);
        return join(builder, name, x, y, stride);
    }

    /**
     * 1x1, 3x3 and 1x1 to four times as many filters; the 3x3 convolution strides, as in every widespread
     * implementation since the paper's.
     */
    static Value bottleneck(GraphBuilder builder, String name, Value x, int filters, int stride) {
        Value y = convNormRelu(builder, name + ".1", x, filters, 1, 1);
        y = convNormRelu(builder, name + ".2", y, filters, 3, stride);
        y = builder.conv(name + ".3.conv", y, EXPANSION * filters, 1, 1);
        y = builder.batchNorm(name + ".3.norm", y);
        return join(builder, name, x, y, stride);
    }

    static Value convNormRelu(GraphBuilder builder, String name, Value x, int filters, int kernel, int stride) {
        Value y = builder.conv(name + ".conv", x, filters, kernel, stride);
        return builder.relu(name + ".relu", builder.batchNorm(name + ".norm", y));
    }

    private static Value join(GraphBuilder builder, String name, Value x, Value branch, int stride) {
        Value shortcut = x;
        if (stride != 1 || x.channels() != branch.channels()) {
            shortcut = builder.conv(name + ".shortcut.conv", x, branch.channels(), 1, stride);
            shortcut = builder.batchNorm(name + ".shortcut.norm", shortcut);
        }
        return builder.relu(name + ".relu", builder.add(name + ".add", branch, shortcut));
    }
}
