package io.noisystudent.learning.module;

import java.util.List;
import java.util.Map;

/**
 * A compiled graph: steps over numbered slots, each of which holds one value at a time.
 *
 * @param constants slot of each initializer and constant that a step uses, by name
 * @param input slot of the images
 * @param output slot of the logits
 * @param kept slots of the values that are asked for, by name
 * @param slots how many slots there are
 */
record Program(
        List<Step> steps,
        Map<String, Integer> constants,
        int input,
        int output,
        Map<String, Integer> kept,
        int slots) {}
