package io.noisystudent.bench.distillation;

import org.jspecify.annotations.Nullable;

/**
 * What all lessons of one directory of results have in common.
 *
 * @param images directory of {@code train/CLASS/*.jpg} and {@code test/CLASS/*.jpg}; null takes invented images
 * @param pool images of each class of which the lessons' labeled ones are drawn
 * @param validation images of each class besides, for early stopping and curves
 * @param test images of each class
 * @param draw seed of the choice of images
 * @param side of the images
 */
public record Study(@Nullable String images, int pool, int validation, int test, long draw, int side) {}
