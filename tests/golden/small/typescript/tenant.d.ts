// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
/**
 * Runs a function in the context of a tenant, which follows `await`, timers and promises.
 *
 * @throws {@link InvalidTenantError} The id does not have the catalog's form.
 *
 * @example
 * ```ts
 * const total = await withTenant('rawdog', async () => sumOrders())
 * ```
 */
export declare function withTenant<Result>(tenantId: string, run: () => Result): Result

/**
 * The tenant this code runs for.
 *
 * @throws {@link NoTenantError} The code runs outside any tenant's context.
 */
export declare function currentTenant(): string

/** The tenant this code runs for, or undefined outside any tenant's context. */
export declare function currentTenantOrUndefined(): string | undefined
