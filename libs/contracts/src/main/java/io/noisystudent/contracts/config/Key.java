package io.noisystudent.contracts.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a key of {@code pipeline.yaml} on the record component that holds its value. Reader, writer, the tables of
 * {@code docs/pipeline.md} and {@code docs/pipeline.schema.json} follow from it.
 *
 * <p>The type of the component says what the value looks like: a number, true or false, one of an enum's constants, text,
 * a section (a record), one of several kinds (a sealed interface, see {@link Kind}) or a list of these.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {
    /** The {@link #defaultValue()} of a key that must be given. A section has the defaults of its keys instead. */
    String REQUIRED = "required";
    /** The {@link #defaultValue()} of the keys of which a section has exactly one. The components of the others are 0. */
    String ALTERNATIVE = "alternative";

    /** What it means, for {@code docs/pipeline.md} and for editors. */
    String doc();

    /** Its name if that is not the component's in kebab-case. */
    String name() default "";

    /**
     * The values: an interval such as {@code [0, 1)} of numbers, the words for true and for false, the words that are
     * allowed of an enum, if not all, or a regular expression of text. Of a list, the values of its entries.
     */
    String allowed() default "";

    /** Words for the absence of a value; the writer takes the first. The component is null, 0 or the constant NONE. */
    String[] or() default {};

    /** Words for a section of which every key has its default. */
    String[] all() default {};

    /** As it would be written in the file. */
    String defaultValue() default REQUIRED;

    /** A default or an upper limit that depends on other keys. */
    Derived derived() default Derived.NOTHING;

    /** What to give in place of a wrong value, if its type does not say it; a map is an example that follows the kinds. */
    String give() default "";

    /** What to give in place of a wrong entry of a list. */
    String each() default "";

    /** Entries that a list must have. */
    int least() default 0;

    /** The key that follows in the file, if that is not the one of the next component. */
    String before() default "";

    /** Keys of the same section that must not be given beside this one; the writer leaves them out where this one is set. */
    String[] replaces() default {};
}
