/** Distillation: terms of the loss beside PyTorch's, and trainings of teachers and students that go on where they stopped. */
@NullMarked
package io.noisystudent.bench.distillation;

import org.jspecify.annotations.NullMarked;
