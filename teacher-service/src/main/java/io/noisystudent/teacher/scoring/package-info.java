/** From predictions to evidence: metrics of a model, and a paired comparison of two. */
@NullMarked
package io.noisystudent.teacher.scoring;

import org.jspecify.annotations.NullMarked;
