/** The pipeline declaration: what pipeline.yaml says, checked. */
@NullMarked
package io.noisystudent.contracts.config;

import org.jspecify.annotations.NullMarked;
