/** Notifies other systems of promotions and rejections over HTTP, and keeps a log of it in the store. */
@NullMarked
package io.noisystudent.registry.webhooks;

import org.jspecify.annotations.NullMarked;
