/** The port on any store that speaks the S3 protocol, through the MinIO client. */
@NullMarked
package io.noisystudent.storage.minio;

import org.jspecify.annotations.NullMarked;
