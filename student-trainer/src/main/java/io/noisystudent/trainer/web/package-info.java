/** What a trainer reports over HTTP. */
@NullMarked
package io.noisystudent.trainer.web;

import org.jspecify.annotations.NullMarked;
