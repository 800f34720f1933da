package io.noisystudent.contracts.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Declares that a rule of the gate compares the candidate with another version; the others look at it alone. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Compares {
    /** The version to which the alias {@code teacher} points. */
    String TEACHER = "the teacher in office";

    /** With which version, for {@code docs/pipeline.md} and for people. */
    String value() default TEACHER;
}
