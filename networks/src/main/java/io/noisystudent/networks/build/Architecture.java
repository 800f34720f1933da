package io.noisystudent.networks.build;

/** The part of a network between the normalised images and the classifier. */
sealed interface Architecture permits CifarResNet, WideResNet, SmallCnn, Mlp {
    /**
     * Adds the layers.
     *
     * @param images float (N,C,H,W)
     * @return features (N,F)
     */
    Value features(GraphBuilder builder, Value images);
}
