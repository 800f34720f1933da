/** Noise on the student's input: RandAugment, Cutout, random crop, flip. */
@NullMarked
package io.noisystudent.vision.augment;

import org.jspecify.annotations.NullMarked;
