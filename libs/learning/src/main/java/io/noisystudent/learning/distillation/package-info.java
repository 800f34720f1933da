/** Losses by which a student learns from a teacher's outputs, features and relations. */
@NullMarked
package io.noisystudent.learning.distillation;

import org.jspecify.annotations.NullMarked;
