package io.noisystudent.networks.build;

/**
 * Two fully connected layers with ReLU over all pixels: the plainest network, for tests and comparison.
 *
 * @param inputs values of one image
 * @param units width of both layers
 */
record Mlp(int inputs, int units) implements Architecture {
    @Override
    public Value features(GraphBuilder builder, Value images) {
        Value x = builder.flatten("flatten", images, inputs);
        for (int layer = 1; layer <= 2; layer++) {
            x = builder.relu("layer" + layer + ".relu", builder.dense("layer" + layer, x, units));
        }
        return x;
    }
}
