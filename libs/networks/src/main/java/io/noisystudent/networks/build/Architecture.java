package io.noisystudent.networks.build;

/** The part of a network between the normalized images and the classifier. */
sealed interface Architecture permits CifarResNet, ResNet, WideResNet, EfficientNet, SmallCnn, Mlp {
    /**
     * Adds the layers.
     *
     * @param images float (N,C,H,W)
     * @return features (N,F)
     */
    Value features(GraphBuilder builder, Value images);

    /** The classifier's initial weights are uniform in plus and minus this. */
    default double classifierBound(int features, int classes) {
        return 1 / StrictMath.sqrt(features);
    }
}
