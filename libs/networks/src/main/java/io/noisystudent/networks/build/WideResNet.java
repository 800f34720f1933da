package io.noisystudent.networks.build;

/**
 * WRN-d-k (Zagoruyko, Komodakis 2016): pre-activation blocks, three stages of width 16k, 32k, 64k.
 *
 * <p>In the first block of a stage one BN-ReLU feeds both the branch and the bias-free 1x1 shortcut; in the others the
 * shortcut is the block's raw input. Dropout is the trainer's, not the network's.
 *
 * @param depth 6n+4
 * @param widen k
 */
record WideResNet(int depth, int widen) implements Architecture {
    private static final int STEM = 16;

    @Override
    public Value features(GraphBuilder builder, Value images) {
        Value x = builder.conv("stem.conv", images, STEM, 3, 1);
        int blocks = (depth - 4) / 6;
        for (int stage = 1; stage <= 3; stage++) {
            int filters = (STEM << (stage - 1)) * widen;
            for (int block = 1; block <= blocks; block++) {
                int stride = stage > 1 && block == 1 ? 2 : 1;
                x = block(builder, "stage" + stage + ".block" + block, x, filters, stride);
            }
        }
        return builder.globalAveragePool("pool", normRelu(builder, "final", x));
    }

    private static Value block(GraphBuilder builder, String name, Value x, int filters, int stride) {
        Value activated = normRelu(builder, name + ".1", x);
        Value y = builder.conv(name + ".1.conv", activated, filters, 3, stride);
        y = builder.conv(name + ".2.conv", normRelu(builder, name + ".2", y), filters, 3, 1);
        boolean sameShape = stride == 1 && x.channels() == filters;
        Value shortcut = sameShape ? x : builder.conv(name + ".shortcut.conv", activated, filters, 1, stride);
        return builder.add(name + ".add", y, shortcut);
    }

    private static Value normRelu(GraphBuilder builder, String name, Value x) {
        return builder.relu(name + ".relu", builder.batchNorm(name + ".norm", x));
    }
}
