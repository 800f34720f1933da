package io.noisystudent.teacher.web;

/** What the next generation shall be: there is nothing to choose, and anything else in a body is refused. */
public record GenerationOrder() {}
