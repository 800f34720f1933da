package io.strimzi.crdgenerator.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stands for Strimzi's annotation of the same name, whose library is not published for Java 17: the range of API versions
 * that have a field, such as {@code v1alpha1-v1beta2} for one that v1 no longer has.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD})
public @interface PresentInVersions {
    String value();
}
