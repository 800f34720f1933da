/** What a trainer tells over HTTP. */
@NullMarked
package io.noisystudent.trainer.web;

import org.jspecify.annotations.NullMarked;
