package io.noisystudent.teacher.web;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the next generation shall be: there is nothing to choose, and anything else in a body is refused. */
@Schema(additionalProperties = Schema.False.class)
public record GenerationOrder() {}
