/** What is refused of a request before any resource sees it. */
@NullMarked
package io.noisystudent.service.request;

import org.jspecify.annotations.NullMarked;
