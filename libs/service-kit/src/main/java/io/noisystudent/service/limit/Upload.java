package io.noisystudent.service.limit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A blocking resource method that reads its body as a stream, of at most {@link UploadLimit} bytes and in one of
 * {@link LimitConfig#uploads} places.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Upload {}
