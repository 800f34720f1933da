package io.noisystudent.contracts.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares one kind of a sealed interface, as a value of {@code pipeline.yaml}: the name that Jackson knows it by, or that
 * name with the kind's parameters, which are its components. The only parameter may stand for the map if it must be given.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Kind {
    /** What it means, for {@code docs/pipeline.md} and for editors. */
    String value();

    /** Whether the writer lets the only parameter stand for the map. */
    boolean bare() default false;
}
