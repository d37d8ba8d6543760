// The platform's own database package and what an application declares for itself.
declare module '@cgk-platform/db' {
  export function withTenant<Result>(tenantId: string, run: () => Promise<Result>): Promise<Result>
  export function sql(strings: TemplateStringsArray, ...values: unknown[]): Promise<unknown[]>
}

declare function getTenantList(): Promise<readonly { readonly id: string }[]>
