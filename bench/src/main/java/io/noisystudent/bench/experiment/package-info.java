/** Self-training in one process, without services: trainings that look for recipes. */
@NullMarked
package io.noisystudent.bench.experiment;

import org.jspecify.annotations.NullMarked;
