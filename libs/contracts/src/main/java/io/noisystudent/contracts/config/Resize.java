package io.noisystudent.contracts.config;

/** How an image of another aspect is brought to the pipeline's size. */
public enum Resize {
    /** The largest part in the middle that has the aspect of the pipeline's images; what is beside it is left out. */
    CROP,
    /** All of it, distorted to the aspect of the pipeline's images. */
    STRETCH
}
