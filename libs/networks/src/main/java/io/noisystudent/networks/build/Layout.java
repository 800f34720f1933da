package io.noisystudent.networks.build;

/** The order of the axes that a network takes images in: batch, channels, height and width. */
public enum Layout {
    NCHW,
    NHWC
}
