/** Evaluation of candidates: from predictions to evidence, which is posted to the registry, and the verdict of the gate. */
@NullMarked
package io.noisystudent.teacher.evaluation;

import org.jspecify.annotations.NullMarked;
