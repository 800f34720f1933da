package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;

/**
 * How the images of a log are read.
 *
 * @param image shape to which they are brought
 * @param resize how images of another aspect are brought to it
 * @param threads that decode; what is read does not depend on them
 */
public record ImageReading(ImageShape image, Resize resize, int threads) {}
